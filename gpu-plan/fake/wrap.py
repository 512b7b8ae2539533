"""Reads convoy's CUDA source; writes C++ for device.h, and how many arguments each kernel has."""
import re,sys
src=open(sys.argv[1]).read()
out='#include "device.h"\n'+src
flat=re.sub(r'//[^\n]*','',src)
geometry=re.search(r'#define GEOMETRY(.*?)\n\n',flat,re.S)
# BOTH(name, (params), (args))
kernels={}
for m in re.finditer(r'^BOTH\((\w+),\s*\((.*?)\),\s*\(',flat,re.S|re.M):
    kernels[m.group(1)]=m.group(2); kernels[m.group(1)+'_wide']=m.group(2)
for m in re.finditer(r'extern "C" __global__ void (\w+)\((.*?)\)\s*\{',flat,re.S):
    kernels[m.group(1)]=m.group(2)
SYNC={'norm_sums','norm_moments','norm_back_sums','norm_back_means','bias_back','bias_finish','direct_weights','loss','add_losses'}
for name,params in kernels.items():
    n=params.replace('GEOMETRY','a,b,c,d,e,f,g,h,i,j,k,l').count(',')+1
    types=params.replace('GEOMETRY',','.join(['int x']*12))
    sig=[]
    for t in types.split(','):
        t=t.strip()
        sig.append('p' if '*' in t else 'd' if t.startswith('double') else 'f' if t.startswith('float') else 'l' if t.startswith('Long') or t.startswith('ULong') else 'i')
    plain=name[:-5] if name.endswith('_wide') else name
    args=','.join({'p':'*(Any*)a[%d]','d':'*(double*)a[%d]','f':'*(float*)a[%d]','l':'*(Long*)a[%d]','i':'*(int*)a[%d]'}[s]%i for i,s in enumerate(sig))
    out+='\nextern "C" void call_%s(void** a);'%name
    out+='\nextern "C" int arguments_of_%s[2] = {%d, %d};\n'%(name,n,1 if plain in SYNC else 0)
out+='\nstruct Any { void* p; template<class T> operator T*() const { return (T*)p; } };\n'
for name,params in kernels.items():
    types=params.replace('GEOMETRY',','.join(['int x']*12)); sig=[]
    for t in types.split(','):
        t=t.strip(); sig.append('p' if '*' in t else 'd' if t.startswith('double') else 'f' if t.startswith('float') else 'l' if t.startswith('Long') or t.startswith('ULong') else 'i')
    args=','.join({'p':'*(Any*)a[%d]','d':'*(double*)a[%d]','f':'*(float*)a[%d]','l':'*(Long*)a[%d]','i':'*(int*)a[%d]'}[s]%i for i,s in enumerate(sig))
    out+='extern "C" void call_%s(void** a) { %s(%s); }\n'%(name,name,args)
open(sys.argv[2],'w').write(out)
